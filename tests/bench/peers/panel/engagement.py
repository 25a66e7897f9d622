"""The engagement page in Panel.

As its documentation on performance has it: data and results in ``pn.cache``, the server warmed up before the
first visit, its scripts served from here.
"""

import clinic
import panel as pn

pn.extension("plotly", sizing_mode="stretch_width")


@pn.cache
def _frames() -> dict:
    return {name: clinic.read(name) for name in ("attendance", "episodes")}


@pn.cache
def _looked(program: str, by: str) -> clinic.Looked:
    return clinic.look(**_frames(), program=program, by=by)


def _chart(title: str, program: str, by: str) -> pn.Column:
    looked = _looked(program, by)
    config = {"displayModeBar": False}
    return pn.Column(
        pn.pane.Markdown(f"## {title}\n\n{looked.sentences[title]}"),
        pn.pane.Plotly(looked.figures[title], config=config),
        width=640,
    )


def _calls(program: str, by: str) -> pn.pane.DataFrame:
    return pn.pane.DataFrame(_looked(program, by).to_call, index=False)


program = pn.widgets.Select(name="Program", options=clinic.programs(_frames()["episodes"]))
by = pn.widgets.Select(name="Compare by", options=[*clinic.BY])
titles = _looked(clinic.EVERY_PROGRAM, "nothing").figures
pn.Column(
    "# Engagement",
    pn.Row(program, by),
    pn.FlexBox(*(pn.panel(pn.bind(_chart, title, program, by)) for title in titles)),
    f"## {clinic.CALL_TODAY}",
    pn.bind(_calls, program, by),
).servable(title="Engagement")
