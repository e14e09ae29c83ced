"""Why an element is refused and what to draw instead, by its name in the BPMN standard."""

from schemas.said import Said, cite, say

_GATEWAY = say("Pakai gerbang paralel dengan gerbang eksklusif pada cabangnya.")
_DATES = say("Tulis timeDate dengan due('closes') agar batas waktu ikut pindah bila jadwal diubah.")
_FORMS = say("Isian disimpan oleh formulir; tidak perlu digambar.")
_MESSAGE = say("Pesan tidak dikirim lewat diagram; gambarkan sebagai tugas orang (userTask).")
_PERSON = say("Pakai tugas orang (userTask).")
_SIGNAL = say("Sinyal tidak dipakai; pakai panah atau batas waktu due(...).")
_ERROR = say("Kejadian galat tidak dipakai; pakai gerbang eksklusif.")
_ESCALATION = say("Eskalasi tidak digambar; tunggakan diingatkan sendiri.")
_THROW = say("Kejadian lempar tidak dipakai; hapus atau pakai skrip.")
_FLOWING = say("Data tidak dialirkan lewat diagram. {instead}", instead=_FORMS)


def _unused(what: Said, instead: Said) -> Said:
    return say("{what} tidak dipakai. {instead}", what=what, instead=instead)


def _one_wait(event: Said) -> Said:
    return say("{event} hanya menunggu satu hal.", event=event)


def _gathered(tag: str) -> Said:
    return cite("Hasil gabungan ({tag}) tidak dipakai; jawaban disimpan formulir. Hapus.", tag=tag)


INSTEAD: dict[str, Said] = {
    "inclusiveGateway": _unused(say("Gerbang inklusif"), _GATEWAY),
    "complexGateway": _unused(say("Gerbang kompleks"), _GATEWAY),
    "eventBasedGateway": say(
        "Gerbang kejadian tidak dipakai. Pakai sub-proses dengan cabang paralel yang berakhir "
        "pada akhir penghenti (terminate)."
    ),
    "messageEventDefinition": _MESSAGE,
    "message": _MESSAGE,
    "messageFlow": _MESSAGE,
    "sendTask": _MESSAGE,
    "receiveTask": _MESSAGE,
    "signalEventDefinition": _SIGNAL,
    "signal": _SIGNAL,
    "linkEventDefinition": say(
        "Kejadian tautan akan mengakhiri proses diam-diam; sambungkan panahnya."
    ),
    "compensateEventDefinition": say("Kompensasi tidak didukung; gambar langkah pembatalannya."),
    "cancelEventDefinition": say("Pembatalan transaksi tidak dipakai; pakai gerbang eksklusif."),
    "errorEventDefinition": _ERROR,
    "error": _ERROR,
    "escalationEventDefinition": _ESCALATION,
    "escalation": _ESCALATION,
    "conditionalEventDefinition": say(
        "Kejadian bersyarat tidak melihat cabang lain; pakai gerbang eksklusif sesudah tugasnya."
    ),
    "terminateEventDefinition": say("Penghenti (terminate) hanya ada pada kejadian akhir."),
    "timerEventDefinition": say("Batas waktu hanya ada pada kejadian tunggu dan kejadian tepi."),
    "timeDuration": _unused(say("Lama waktu"), _DATES),
    "timeCycle": say(
        "Waktu berulang tidak dipakai; pengingat dikirim sendiri. {instead}", instead=_DATES
    ),
    "intermediateThrowEvent": _THROW,
    "implicitThrowEvent": _THROW,
    "ioSpecification": say(
        "Masukan dan keluaran (ioSpecification) akan menghapus data proses pemanggil; hapus."
    ),
    "dataInputAssociation": _FLOWING,
    "dataOutputAssociation": _FLOWING,
    "dataObject": _unused(say("Objek data"), _FORMS),
    "dataObjectReference": _unused(say("Objek data"), _FORMS),
    "dataStore": _unused(say("Gudang data"), _FORMS),
    "dataStoreReference": _unused(say("Gudang data"), _FORMS),
    "property": _unused(say("Properti data"), _FORMS),
    "loopDataOutputRef": _gathered("loopDataOutputRef"),
    "outputDataItem": _gathered("outputDataItem"),
    "loopCardinality": say(
        "Jumlah pengulangan diambil dari daftar (loopDataInputRef), bukan angka."
    ),
    "completionCondition": say(
        "Semua peserta harus selesai; untuk berhenti lebih awal pakai cabang paralel dengan "
        "akhir penghenti."
    ),
    "complexBehaviorDefinition": say(
        "Pengulangan ini terlalu rumit; pakai daftar (loopDataInputRef)."
    ),
    "standardLoopCharacteristics": say(
        "Pengulangan baku tidak dipakai; gambar panah kembali lewat gerbang eksklusif."
    ),
    "multiInstanceLoopCharacteristics": say(
        "Hanya tugas orang (userTask) yang dapat dibagikan kepada beberapa orang; letakkan di "
        "dalam sub-proses."
    ),
    "adHocSubProcess": say("Sub-proses ad hoc tidak dipakai; gambar urutannya."),
    "transaction": say("Transaksi tidak dipakai; pakai sub-proses biasa."),
    "task": say("Tugas tanpa jenis tidak dikerjakan siapa pun. {instead}", instead=_PERSON),
    "manualTask": say("Tugas manual tidak tercatat. {instead}", instead=_PERSON),
    "serviceTask": say("Tugas layanan tidak dipakai; pakai skrip dengan fungsi yang tersedia."),
    "collaboration": say("Kolaborasi hanya berisi satu kolam untuk prosesnya."),
    "childLaneSet": say("Lajur tidak boleh bertingkat."),
    "extensionElements": say(
        "Properti hanya dibaca pada tugas orang dan aktivitas panggil; hapus."
    ),
    "documentation": say("Keterangan tidak dapat ditulis di sini."),
    "process.isExecutable": say('Proses harus dapat dijalankan; tulis isExecutable="true".'),
    "subProcess.triggeredByEvent": say(
        "Sub-proses kejadian tidak pernah memotong proses; pakai cabang paralel dengan batas "
        "waktu due(...)."
    ),
    "startEvent.parallelMultiple": _one_wait(say("Kejadian awal")),
    "boundaryEvent.cancelActivity": say(
        "Kejadian tepi harus memotong tugasnya; untuk yang tidak memotong pakai cabang paralel."
    ),
    "boundaryEvent.parallelMultiple": _one_wait(say("Kejadian tepi")),
    "intermediateCatchEvent.parallelMultiple": _one_wait(say("Kejadian tunggu")),
    "multiInstanceLoopCharacteristics.isSequential": say(
        "Pembagian berurutan tidak dipakai; semua orang mengisi serentak."
    ),
    "multiInstanceLoopCharacteristics.behavior": say("Pengulangan hanya dengan behavior All."),
    "inputDataItem.isCollection": say("Setiap unsur daftar dibagikan satu per satu."),
    "sequenceFlow.isImmediate": say("Panah selalu langsung (isImmediate)."),
}
