"""The study's API in FastAPI, with ONNX Runtime or scikit-learn behind it; for uvicorn.

Environment: PEER_ENGINE (onnx_runtime or scikit_learn), PEER_MODEL (what the engine loads), PEER_THREADS
(of one prediction), PEER_CALLS (threads: each request in a thread of FastAPI's pool; loop: in the event
loop itself; batches: what waits is predicted together, at most 32 texts).
"""

import asyncio
import importlib
import logging
import os

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from pydantic import BaseModel

ORIGINS = ["http://localhost:8501", "http://127.0.0.1:8501"]
MOST_IN_A_BATCH = 32

engine = importlib.import_module(os.environ["PEER_ENGINE"])
classifier = engine.Classifier(os.environ["PEER_MODEL"], int(os.environ["PEER_THREADS"]))
logger = logging.getLogger("peer")
app = FastAPI()
app.add_middleware(
    CORSMiddleware, allow_origins=ORIGINS, allow_credentials=True, allow_methods=["*"], allow_headers=["*"]
)


class PredictionRequest(BaseModel):
    text: str


class PredictionAnswer(BaseModel):
    label: str
    score: float


class Feedback(BaseModel):
    text: str
    predicted_label: str
    score: float
    expected_label: str | None = None
    comment: str | None = None


class Batches:
    """Predicts what waits together, in one thread beside the event loop."""

    def __init__(self):
        self.waiting = []
        self.is_running = False

    async def predict(self, text):
        loop = asyncio.get_running_loop()
        answer = loop.create_future()
        self.waiting.append((text, answer))
        if not self.is_running:
            self.is_running = True
            loop.create_task(self.run(loop))
        return await answer

    async def run(self, loop):
        while self.waiting:
            batch, self.waiting = self.waiting[:MOST_IN_A_BATCH], self.waiting[MOST_IN_A_BATCH:]
            try:
                found = await loop.run_in_executor(None, classifier.predict, [text for text, _ in batch])
            except Exception as error:
                for _, answer in batch:
                    answer.cancelled() or answer.set_exception(error)
                continue
            for (_, answer), prediction in zip(batch, found):
                answer.cancelled() or answer.set_result(prediction)
        self.is_running = False


def cleaned(request):
    return " ".join(request.text.split())


def answer(prediction):
    label, score = prediction
    return PredictionAnswer(label=label, score=score)


match os.environ["PEER_CALLS"]:
    case "threads":
        @app.post("/predict")
        def predict(request: PredictionRequest) -> PredictionAnswer:
            return answer(classifier.predict([cleaned(request)])[0])

    case "loop":
        @app.post("/predict")
        async def predict(request: PredictionRequest) -> PredictionAnswer:
            return answer(classifier.predict([cleaned(request)])[0])

    case "batches":
        batches = Batches()

        @app.post("/predict")
        async def predict(request: PredictionRequest) -> PredictionAnswer:
            return answer(await batches.predict(cleaned(request)))


@app.post("/feedback")
def feedback(report: Feedback):
    fields = {"is_correct": report.expected_label == report.predicted_label} if report.expected_label else {}
    logger.warning("prediction_feedback_reported", extra=report.model_dump() | fields)
    return {"status": "ok"}
