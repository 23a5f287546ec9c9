"""What a script of another build is answered by, so that nobody is left with an empty page."""

RELOAD = """\
// This page names a script that is no longer served: a new version is here.
const KEY = "regulars.reloaded";
const SECONDS = 10;
if (Date.now() - Number(sessionStorage.getItem(KEY)) > SECONDS * 1000) {
  sessionStorage.setItem(KEY, String(Date.now()));
  location.reload();
} else {
  document.getElementById("app").textContent = "A new version is here: reload this page in a moment.";
}
"""
