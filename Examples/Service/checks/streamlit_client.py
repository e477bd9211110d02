"""A page as the study's, in Streamlit, which asks the service: for streamlit_test.py.

    SWIFTLET_URL=http://127.0.0.1:8080 streamlit run streamlit_client.py
"""

import os

import requests
import streamlit

URL = os.environ.get("SWIFTLET_URL", "http://127.0.0.1:8080")
HEADERS = {"Authorization": f"Bearer {os.environ['SWIFTLET_TOKEN']}"} if "SWIFTLET_TOKEN" in os.environ else {}


def post(path, fields):
    """The service's answer; None, with a message on the page, where there is none."""
    try:
        answer = requests.post(URL + path, json=fields, headers=HEADERS, timeout=10)
        answer.raise_for_status()
        return answer.json()
    except requests.RequestException as error:
        streamlit.error(f"No answer: {error}")
        return None


streamlit.title("Sentiment")
text = streamlit.text_area("Tweet", key="tweet")
if streamlit.button("Analyse", key="analyse"):
    if text.strip():
        streamlit.session_state["answer"] = post("/predict", {"text": text})
        streamlit.session_state["text"] = text
    else:
        streamlit.warning("Type a tweet first.")

if answer := streamlit.session_state.get("answer"):
    streamlit.metric("Sentiment", answer["label"], f"{answer['score']:.4f}")
    expected = streamlit.selectbox("Expected", ["unknown", "positive", "negative"], key="expected")
    comment = streamlit.text_input("Comment", key="comment")
    if streamlit.button("Report an error", key="report"):
        report = {
            "text": streamlit.session_state["text"], "predicted_label": answer["label"], "score": answer["score"],
            "expected_label": None if expected == "unknown" else expected, "comment": comment or None,
        }
        if post("/feedback", report) == {"status": "ok"}:
            streamlit.success("Thank you.")
