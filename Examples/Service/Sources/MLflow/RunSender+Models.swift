import SwiftletBase

/// Files, models and their versions.
extension RunSender {
    private mutating func sayNoArtifacts(_ uri: String) {
        sayOnce(
            "artifacts",
            "MLflow at \(place.server) keeps files at \(uri), which it does not take itself: figures "
                + "and models are left out. Start it with --serve-artifacts."
        )
    }

    mutating func send(
        file path: String,
        _ digest: String?,
        part: String
    ) async throws(MLflowError) {
        let run = try await run(of: part, time: nil)
        let uri = place.artifacts[part] ?? ""
        guard let target = ArtifactPath(uri)?.path else { return sayNoArtifacts(uri) }
        guard let bytes = try? FileReader.bytes(of: "\(directory)/\(path)"),
            digest == nil || Self.digest(of: bytes) == digest
        else {
            return sayOnce(
                "file",
                "\(directory)/\(path) is no longer that of the run \(run), and is left out."
            )
        }
        try await put(FileContent(path: "\(directory)/\(path)"), to: "\(target)/\(path)")
    }

    /// FNV-1a in hexadecimal digits.
    private static func digest(of bytes: [UInt8]) -> String {
        let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01b3
        }
        return String(hash, radix: 16)
    }

    private mutating func put(
        _ content: FileContent,
        to target: String
    ) async throws(MLflowError) {
        do {
            try await client.put(content, to: target)
        } catch let error as MLflowError {
            guard case .rejected = error else { throw error }
            sayOnce("file", "MLflow does not take \(content.path): \(error)")
        } catch {
            sayOnce("file", "\(error)")
        }
    }

    mutating func send(_ model: RunModel, _ event: RunEvent) async throws(MLflowError) {
        let folder = "\(directory)/\(model.path)"
        guard SavedModel.identifier(in: folder) == model.identifier else {
            return sayOnce(
                folder,
                "\(folder) no longer holds the classifier of the run, which is left out."
            )
        }
        let run = try await run(of: event.part, time: event.time)
        let name = SavedModel.name(model.path)
        let sent: SendingPlace.Model?
        do {
            sent = try await logged(folder, name, run)
        } catch {
            guard error.isUnknownCall else { throw error }
            sayOnce(
                "older",
                "MLflow at \(place.server) is older than 3.0 and knows no logged models: they are kept "
                    + "among the run's artifacts."
            )
            sent = try await amongArtifacts(folder, name, run, event)
        }
        guard let sent else { return }
        if place.models[event.part] == nil { place.models[event.part] = sent }
        if model.isRegistered { place.registrable = sent }
        file.write(place)
    }

    /// Makes a logged model of a directory.
    private mutating func logged(
        _ folder: String,
        _ name: String,
        _ run: String
    ) async throws(MLflowError) -> SendingPlace.Model? {
        let filter = "source_run_id = '\(run)' AND name = '\(name)'"
        let found = try await client.call(
            "logged-models/search",
            ["experiment_ids": [.string(place.experiment)], "filter": .string(filter)]
        )
        var model = try? found.array("models").first?.object()
        if model == nil {
            let made = try await client.call(
                "logged-models",
                [
                    "experiment_id": .string(place.experiment), "name": .string(name),
                    "source_run_id": .string(run),
                ]
            )
            model = try? made.object("model")
        }
        guard let info = try? model?.object("info"),
            let identifier = try? info.string("model_id"),
            let uri = try? info.string("artifact_uri")
        else { throw .foreign("the answer tells no logged model") }
        if (try? info.string("status")) != "LOGGED_MODEL_READY" {
            guard let target = ArtifactPath(uri)?.path else {
                sayNoArtifacts(uri)
                return nil
            }
            let addition = "artifact_path: \(uri)\nmodel_id: \(identifier)\nrun_id: \(run)\n"
            try await put(SavedModel(folder), to: target, addition)
            _ = try await client.call(
                "logged-models/\(identifier)",
                ["model_id": .string(identifier), "status": "LOGGED_MODEL_READY"],
                by: .PATCH
            )
        }
        try await link(identifier, to: run)
        return .init(source: "models:/\(identifier)", run: run, identifier: identifier)
    }

    /// Tells that a run made a logged model, unless that is known: MLflow fails at a second time.
    private func link(_ model: String, to run: String) async throws(MLflowError) {
        do {
            _ = try await client.call(
                "runs/outputs",
                ["run_id": .string(run), "models": [["model_id": .string(model), "step": 0]]]
            )
        } catch {
            guard case .rejected = error else { throw error }
            let found = try await client.get("runs/get", [("run_id", run)])
            let outputs = try? found.object("run").object("outputs").array("model_outputs")
            let isKnown = (outputs ?? []).contains {
                (try? $0.object().string("model_id")) == model
            }
            if !isKnown { throw error }
        }
    }

    /// Puts a directory among the artifacts of a run, as MLflow 2 keeps models.
    private mutating func amongArtifacts(
        _ folder: String,
        _ name: String,
        _ run: String,
        _ event: RunEvent
    ) async throws(MLflowError) -> SendingPlace.Model? {
        let uri = place.artifacts[event.part] ?? ""
        guard let target = ArtifactPath(uri)?.path else {
            sayNoArtifacts(uri)
            return nil
        }
        let addition = "artifact_path: \(name)\nrun_id: \(run)\n"
        try await put(SavedModel(folder), to: "\(target)/\(name)", addition)
        _ = try await client.call(
            "runs/log-model",
            [
                "run_id": .string(run),
                "model_json": .string("\(SavedModel.description(name: name, run: run))"),
            ]
        )
        return .init(source: "\(uri)/\(name)", run: run, identifier: nil)
    }

    private mutating func put(
        _ model: SavedModel,
        to target: String,
        _ addition: String
    ) async throws(MLflowError) {
        for name in model.files {
            var content = FileContent(path: "\(model.directory)/\(name)")
            if name == SavedModel.fileName { content.suffix = Array(addition.utf8) }
            try await put(content, to: "\(target)/\(name)")
        }
    }

    /// Makes the model to register a version of a registered model, and gives it the alias.
    mutating func register(as name: String, alias: String?) async throws(MLflowError) {
        guard let model = place.registrable else {
            return sayOnce("register", "No model is registered as \(name): the run sent none.")
        }
        if place.versions[name] == alias ?? "" { return }
        do throws(MLflowError) {
            do {
                _ = try await client.call("registered-models/create", ["name": .string(name)])
            } catch {
                guard case .rejected(_, "RESOURCE_ALREADY_EXISTS", _) = error else { throw error }
            }
            let version = try await version(of: model, name)
            if let alias {
                _ = try await client.call(
                    "registered-models/alias",
                    ["name": .string(name), "alias": .string(alias), "version": .string(version)]
                )
            }
            place.versions[name] = alias ?? ""
            file.write(place)
            say("Registered as \(name), version \(version)\(alias.map { ", \($0)" } ?? "").")
        } catch {
            guard case .rejected = error else { throw error }
            sayOnce("register", "MLflow does not register the model as \(name): \(error)")
        }
    }

    private func version(
        of model: SendingPlace.Model,
        _ name: String
    ) async throws(MLflowError) -> String {
        let filter = "name = '\(name.replacing("'", with: "''"))' and run_id = '\(model.run)'"
        let found = try await client.get("model-versions/search", [("filter", filter)])
        for version in (try? found.array("model_versions")) ?? [] {
            guard let version = try? version.object(),
                (try? version.string("source")) == model.source,
                let number = try? version.string("version")
            else { continue }
            return number
        }
        var wish = JSONObject([
            ("name", .string(name)), ("source", .string(model.source)),
            ("run_id", .string(model.run)),
        ])
        wish["model_id"] = model.identifier.map { .string($0) }
        let made = try await client.call("model-versions/create", .object(wish))
        guard let version = try? made.object("model_version").string("version") else {
            throw .foreign("the answer tells no version")
        }
        return version
    }
}
