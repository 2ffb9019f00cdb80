"""Word files written line by line, for tests of what is read from them. What they say is fictional."""

from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from tests.documents import WORD, WORD_TYPE, archive, content_types, docx_parts

STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"


@dataclass(frozen=True)
class P:
    """One paragraph: its text, and what may make it a heading. ``inside`` is put in as it is, before the text."""

    text: str
    style: str = ""
    outline: str = ""
    number: str = ""
    number_level: str = "0"
    bold: bool = False
    inside: str = ""

    def xml(self) -> str:
        """The paragraph as Word writes it."""
        properties = f"<w:pStyle w:val={quoteattr(self.style)}/>" if self.style else ""
        if self.number:
            properties += f'<w:numPr><w:ilvl w:val="{self.number_level}"/><w:numId w:val="{self.number}"/></w:numPr>'
        properties += f'<w:outlineLvl w:val="{self.outline}"/>' if self.outline else ""
        weight = "<w:rPr><w:b/></w:rPr>" if self.bold else ""
        text = escape(self.text).replace("\t", "</w:t><w:tab/><w:t>")
        return (
            f"<w:p><w:pPr><w:tabs><w:tab/></w:tabs>{properties}<w:rPr><w:b/></w:rPr></w:pPr>{self.inside}"
            f'<w:r>{weight}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
        )


def style(id_: str, name: str, more: str = "") -> str:
    """A style of paragraphs; *more* is put in as it is."""
    return f'<w:style w:type="paragraph" w:styleId="{id_}"><w:name w:val="{name}"/>{more}</w:style>'


def based_on(id_: str) -> str:
    return f'<w:basedOn w:val="{id_}"/>'


def numbering(*levels: tuple[str, str], id_: str = "1") -> str:
    """One numbering with *levels* of (how numbers are written, what stands around them)."""
    written = "".join(
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{fmt}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for place, (fmt, text) in enumerate(levels)
    )
    return (
        f'<w:abstractNum w:abstractNumId="7{id_}">{written}</w:abstractNum>'
        f'<w:num w:numId="{id_}"><w:abstractNumId w:val="7{id_}"/></w:num>'
    )


def written(*paragraphs: P | str, styles: str = "", numberings: str = "", space: str = WORD) -> bytes:
    """A Word file of *paragraphs* (text: put in as it is), with the parts beside it where there are any."""
    body = "".join(one if isinstance(one, str) else one.xml() for one in paragraphs)
    parts: dict[str, str | bytes] = dict(docx_parts())
    parts["word/document.xml"] = f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    listed = ""
    for name, root, content in (("styles", "styles", styles), ("numbering", "numbering", numberings)):
        if content:
            parts[f"word/{name}.xml"] = f'<w:{root} xmlns:w="{space}">{content}</w:{root}>'
            listed += f'<Override PartName="/word/{name}.xml" ContentType="{WORD_TYPE}.{name}+xml"/>'
    parts["[Content_Types].xml"] = content_types(more=listed)
    return archive(parts)
