"""The style sheet of static HTML: JupyterLab's colours where there are some, else those of the system's theme."""

from __future__ import annotations

from typing import Final

from sfn_notebook.views.palette import PALETTES, Theme, named_colors


def _theme(theme: Theme) -> str:
    return "".join(f"--sfn-{name}:{color};" for name, color in named_colors(PALETTES[theme]).items())


_DARK: Final = _theme("dark")
_SIGNS: Final = "".join(
    f".sfn-notebook .sfn-{status.replace(' ', '-')}{{color:var(--sfn-{status.replace(' ', '-')})}}"
    for status in PALETTES["light"].looks
)

STYLE: Final = (
    f".sfn-notebook{{{_theme('light')}"
    "font:13px/1.45 var(--jp-ui-font-family,system-ui,sans-serif);color:var(--jp-ui-font-color1,var(--sfn-text))}"
    f"@media (prefers-color-scheme:dark){{.sfn-notebook{{{_DARK}}}}}"
    f'[data-jp-theme-light="true"] .sfn-notebook{{{_theme("light")}}}'
    f'[data-jp-theme-light="false"] .sfn-notebook{{{_DARK}}}'
    f"{_SIGNS}"
    ".sfn-notebook small,.sfn-notebook .sfn-note{color:var(--jp-ui-font-color2,var(--sfn-faint))}"
    ".sfn-notebook h3,.sfn-notebook h4{margin:8px 0 4px}"
    ".sfn-notebook .sfn-facts{display:flex;gap:32px;margin:4px 0 8px}"
    ".sfn-notebook .sfn-facts small{display:block}"
    ".sfn-notebook .sfn-banner{border-left:4px solid var(--sfn-failed);padding:6px 12px;margin:8px 0;"
    "background:var(--jp-layout-color2,var(--sfn-head))}"
    ".sfn-notebook .sfn-picture{overflow:auto;max-height:960px;margin:8px 0}"
    ".sfn-notebook summary{cursor:pointer;padding:3px 0}"
    ".sfn-notebook .sfn-sign{display:inline-block;width:1.2em;text-align:center;font-weight:700}"
    ".sfn-notebook table{border-collapse:collapse;margin:2px 0 8px 18px}"
    # three classes and more: JupyterLab aligns tables to the right, by a rule of two
    ".sfn-notebook.sfn-notebook.sfn-notebook :is(th,td){text-align:left;vertical-align:top;padding:2px 10px 2px 0}"
    ".sfn-notebook.sfn-notebook.sfn-notebook.sfn-notebook tr{background:none}"  # nor does it colour every other row
    ".sfn-notebook th small{display:block;font-weight:400}"
    ".sfn-notebook pre{margin:0;padding:4px 8px;border-radius:4px;white-space:pre-wrap;overflow-wrap:anywhere;"
    "font:12px/1.4 var(--jp-code-font-family,monospace);color:inherit;"
    "background:var(--jp-layout-color2,var(--sfn-head))}"
)
"""The rules, all of them below `.sfn-notebook`."""
