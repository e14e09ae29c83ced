"""What the things of a diagram, and what is told of them, are called."""

from collections.abc import Mapping

from engine.bpmn.xml import CAMUNDA
from schemas.said import Said, say

NAMES: Mapping[str, Said] = {
    "process": say("Proses"),
    "collaboration": say("Kolam"),
    "participant": say("Kolam"),
    "laneSet": say("Lajur"),
    "lane": say("Lajur"),
    "userTask": say("Tugas"),
    "callActivity": say("Tahap"),
    "scriptTask": say("Catatan otomatis"),
    "businessRuleTask": say("Tugas tabel keputusan"),
    "subProcess": say("Bagian"),
    "exclusiveGateway": say("Pertanyaan"),
    "parallelGateway": say("Percabangan"),
    "startEvent": say("Awal"),
    "endEvent": say("Akhir"),
    "intermediateCatchEvent": say("Waktu tunggu"),
    "boundaryEvent": say("Batas waktu"),
    "sequenceFlow": say("Panah"),
    "association": say("Garis keterangan"),
    "textAnnotation": say("Keterangan"),
}
"""What things are called; each of them that has an id is told for itself."""

NAME = say("nama")
#: What happened to this is a sentence of its own.
REST = say("rincian lain")

ATTRIBUTES = {
    "name": NAME,
    f"{{{CAMUNDA}}}formKey": say("formulir"),
    f"{{{CAMUNDA}}}candidateGroups": say("peran"),
    f"{{{CAMUNDA}}}assignee": say("penerima"),
    f"{{{CAMUNDA}}}decisionRef": say("tabel keputusan"),
    "calledElement": say("diagram yang dipanggil"),
}
REFERENCES = {
    "sourceRef": say("dari"),
    "targetRef": say("ke"),
    "default": say("jawaban selain itu"),
    "attachedToRef": say("terpasang pada"),
}
TEXTS = {
    "conditionExpression": say("syarat"),
    "timeDate": say("waktu"),
    "timeDuration": say("waktu"),
    "timeCycle": say("waktu"),
    "script": say("isi catatan"),
    "documentation": say("penjelasan"),
    "text": say("isi"),
}
PROPERTIES = {
    "opens": say("dibuka"),
    "closes": say("ditutup"),
    "due": say("tenggat"),
    "state": say("keadaan sesudahnya"),
}
