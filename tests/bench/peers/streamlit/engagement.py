"""The engagement page in Streamlit.

As its documentation on caching has it: data in ``st.cache_data``, results in ``st.cache_resource``, for
nobody changes them. Headless, without a watcher of files and without usage statistics.
"""

import clinic
import pandas as pd
import streamlit as st

st.set_page_config(page_title="Engagement", layout="wide")


@st.cache_data
def _frames() -> dict[str, pd.DataFrame]:
    return {name: clinic.read(name) for name in ("attendance", "episodes")}


@st.cache_resource
def _looked(program: str, by: str) -> clinic.Looked:
    return clinic.look(**_frames(), program=program, by=by)


st.title("Engagement")
left, right = st.columns(2)
program = left.selectbox("Program", clinic.programs(_frames()["episodes"]))
by = right.selectbox("Compare by", [*clinic.BY])
looked = _looked(program, by)
columns = st.columns(2)
for place, (title, figure) in enumerate(looked.figures.items()):
    with columns[place % 2]:
        st.subheader(title)
        st.write(looked.sentences[title])
        st.plotly_chart(figure, theme=None, key=title, config={"displayModeBar": False})
st.subheader(clinic.CALL_TODAY)
st.table(looked.to_call)
