// Brings a section's page to life. Without it the page works all the same, button by button.

import * as answers from "./answers.js";
import * as autosave from "./autosave.js";
import { form } from "./cells.js";
import * as grid from "./grid.js";
import * as grow from "./grow.js";
import * as numbers from "./numbers.js";
import * as paste from "./paste.js";
import * as rows from "./rows.js";
import * as unsaved from "./unsaved.js";

numbers.watch(form);
grow.watch(form);
grid.watch(form);
rows.watch();
paste.watch();
autosave.watch();
answers.watch();
unsaved.offer();
