"""Words on the paper that the official form does not print: page numbers, receipt, empty lists."""

from portal.form.wording import Wording

PAGE = Wording("第{page}页 共{pages}页", "Page {page} of {pages}")
NO_FILES = Wording("未上传", "None uploaded")
FILES = Wording("上传的文件", "Files uploaded")
WATERMARK = "草稿 DRAFT"
REFERENCE = Wording("回执编号", "Receipt number")
SUBMISSION = Wording("第{number}次提交", "Submission {number}")
SUBMITTED_AT = Wording("提交时间（北京时间）", "Submitted at (Beijing time)")
RESPONSIBLE = Wording("负责人", "Person responsible")
FINGERPRINT = Wording("内容指纹（SHA-256）", "Fingerprint of the content (SHA-256)")
CHECK = Wording("扫码核验本页所载的提交", "Scan to check this submission")
SEAL = Wording("（单位盖章）", "(seal of the association)")
ROUND = Wording("{round_year}年度", "{round_year} round")
PHONE_AND_FAX = Wording("办公电话/传真", "Office phone / fax")
