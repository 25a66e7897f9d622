"""A plan of four steps and 90 minutes, 80 of which count: 30, a break of 10, 40, 10."""

from typing import Any

import pytest

from iopkit.model.plan import Plan


@pytest.fixture
def plan() -> Plan:
    steps: list[dict[str, Any]] = [
        {"title": "Coming in", "minutes": 30, "kind": "check-in"},
        {"title": "Break", "minutes": 10, "kind": "break"},
        {"title": "Saying no", "minutes": 40, "kind": "practice"},
        {"title": "Going home", "minutes": 10, "kind": "close"},
    ]
    head = {
        "format": 1,
        "id": "saying-no",
        "title": "Saying no",
        "status": "ready",
        "modality": ["skills"],
        "objectives": ["Each client says no once."],
        "evidence": [{"practice": "Saying no", "citation": "Made up for tests."}],
        "licence": "CC0-1.0",
        "adaptations": {"virtual": "Say it on camera."},
    }
    return Plan.model_validate({"head": head, "curriculum": "tests", "steps": steps})
