/* The script of every page. What comes first hears of a press first: a question before what it asks about, a mark before
   it is sent. */
import "./page.js";
import "./selection.js";
import "./dialogs.js";
import "./marks.js";
import "./keys.js";
import "./autosave.js";
import "./live.js";
import "./leaving.js";
import "./sending.js";
import "./drafts.js";
