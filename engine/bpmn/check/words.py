"""Why an element is refused and what to draw instead, by its name in the BPMN standard."""

_GATEWAY = "Pakai gerbang paralel dengan gerbang eksklusif pada cabangnya"
_DATES = "Tulis timeDate dengan due('closes') agar batas waktu ikut pindah bila jadwal diubah"
_SQL = "Isian disimpan oleh formulir; tidak perlu digambar"
_MESSAGE = "Pesan tidak dikirim lewat diagram; gambarkan sebagai tugas orang (userTask)"
_PERSON = "Pakai tugas orang (userTask)"

INSTEAD: dict[str, str] = {
    "inclusiveGateway": f"Gerbang inklusif tidak dipakai. {_GATEWAY}.",
    "complexGateway": f"Gerbang kompleks tidak dipakai. {_GATEWAY}.",
    "eventBasedGateway": "Gerbang kejadian tidak dipakai. Pakai sub-proses dengan cabang paralel "
    "yang berakhir pada akhir penghenti (terminate).",
    "messageEventDefinition": f"{_MESSAGE}.",
    "message": f"{_MESSAGE}.",
    "messageFlow": f"{_MESSAGE}.",
    "sendTask": f"{_MESSAGE}.",
    "receiveTask": f"{_MESSAGE}.",
    "signalEventDefinition": "Sinyal tidak dipakai; pakai panah atau batas waktu due(...).",
    "signal": "Sinyal tidak dipakai; pakai panah atau batas waktu due(...).",
    "linkEventDefinition": "Kejadian tautan akan mengakhiri proses diam-diam; sambungkan panahnya.",
    "compensateEventDefinition": "Kompensasi tidak didukung; gambar langkah pembatalannya.",
    "cancelEventDefinition": "Pembatalan transaksi tidak dipakai; pakai gerbang eksklusif.",
    "errorEventDefinition": "Kejadian galat tidak dipakai; pakai gerbang eksklusif.",
    "error": "Kejadian galat tidak dipakai; pakai gerbang eksklusif.",
    "escalationEventDefinition": "Eskalasi tidak digambar; tunggakan diingatkan sendiri.",
    "escalation": "Eskalasi tidak digambar; tunggakan diingatkan sendiri.",
    "conditionalEventDefinition": "Kejadian bersyarat tidak melihat cabang lain; pakai gerbang "
    "eksklusif sesudah tugasnya.",
    "terminateEventDefinition": "Penghenti (terminate) hanya ada pada kejadian akhir.",
    "timerEventDefinition": "Batas waktu hanya ada pada kejadian tunggu dan kejadian tepi.",
    "timeDuration": f"Lama waktu tidak dipakai. {_DATES}.",
    "timeCycle": f"Waktu berulang tidak dipakai; pengingat dikirim sendiri. {_DATES}.",
    "intermediateThrowEvent": "Kejadian lempar tidak dipakai; hapus atau pakai skrip.",
    "implicitThrowEvent": "Kejadian lempar tidak dipakai; hapus atau pakai skrip.",
    "ioSpecification": "Masukan dan keluaran (ioSpecification) akan menghapus data proses "
    "pemanggil; hapus.",
    "dataInputAssociation": f"Data tidak dialirkan lewat diagram. {_SQL}.",
    "dataOutputAssociation": f"Data tidak dialirkan lewat diagram. {_SQL}.",
    "dataObject": f"Objek data tidak dipakai. {_SQL}.",
    "dataObjectReference": f"Objek data tidak dipakai. {_SQL}.",
    "dataStore": f"Gudang data tidak dipakai. {_SQL}.",
    "dataStoreReference": f"Gudang data tidak dipakai. {_SQL}.",
    "property": f"Properti data tidak dipakai. {_SQL}.",
    "loopDataOutputRef": "Hasil gabungan (loopDataOutputRef) tidak dipakai; jawaban disimpan "
    "formulir. Hapus.",
    "outputDataItem": "Hasil gabungan (outputDataItem) tidak dipakai; jawaban disimpan formulir. "
    "Hapus.",
    "loopCardinality": "Jumlah pengulangan diambil dari daftar (loopDataInputRef), bukan angka.",
    "completionCondition": "Semua peserta harus selesai; untuk berhenti lebih awal pakai cabang "
    "paralel dengan akhir penghenti.",
    "complexBehaviorDefinition": "Pengulangan ini terlalu rumit; pakai daftar (loopDataInputRef).",
    "standardLoopCharacteristics": "Pengulangan baku tidak dipakai; gambar panah kembali lewat "
    "gerbang eksklusif.",
    "multiInstanceLoopCharacteristics": "Hanya tugas orang (userTask) yang dapat dibagikan kepada "
    "beberapa orang; letakkan di dalam sub-proses.",
    "adHocSubProcess": "Sub-proses ad hoc tidak dipakai; gambar urutannya.",
    "transaction": "Transaksi tidak dipakai; pakai sub-proses biasa.",
    "task": f"Tugas tanpa jenis tidak dikerjakan siapa pun. {_PERSON}.",
    "manualTask": f"Tugas manual tidak tercatat. {_PERSON}.",
    "serviceTask": "Tugas layanan tidak dipakai; pakai skrip dengan fungsi yang tersedia.",
    "collaboration": "Kolaborasi hanya berisi satu kolam untuk prosesnya.",
    "childLaneSet": "Lajur tidak boleh bertingkat.",
    "extensionElements": "Properti hanya dibaca pada tugas orang dan aktivitas panggil; hapus.",
    "documentation": "Keterangan tidak dapat ditulis di sini.",
    "process.isExecutable": 'Proses harus dapat dijalankan; tulis isExecutable="true".',
    "subProcess.triggeredByEvent": "Sub-proses kejadian tidak pernah memotong proses; pakai cabang "
    "paralel dengan batas waktu due(...).",
    "startEvent.parallelMultiple": "Kejadian awal hanya menunggu satu hal.",
    "boundaryEvent.cancelActivity": "Kejadian tepi harus memotong tugasnya; untuk yang tidak "
    "memotong pakai cabang paralel.",
    "boundaryEvent.parallelMultiple": "Kejadian tepi hanya menunggu satu hal.",
    "intermediateCatchEvent.parallelMultiple": "Kejadian tunggu hanya menunggu satu hal.",
    "multiInstanceLoopCharacteristics.isSequential": "Pembagian berurutan tidak dipakai; semua "
    "orang mengisi serentak.",
    "multiInstanceLoopCharacteristics.behavior": "Pengulangan hanya dengan behavior All.",
    "inputDataItem.isCollection": "Setiap unsur daftar dibagikan satu per satu.",
    "sequenceFlow.isImmediate": "Panah selalu langsung (isImmediate).",
}
