import SwiftletBase
import Versions

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Brings the version of a model in MLflow's registry into a directory of versions, under its number
/// there.
///
///     let mirror = RegistryMirror(of: model, on: server, in: ModelVersions("models"))
///     let number = try await mirror.fetch()
///     try versions.promote(number)
///
/// Beside the model stand `metrics.json` with the scores of the run that made it, and `mlflow.json`,
/// which tells where it is from.
public struct RegistryMirror: Sendable {
    private let model: RegistryModel
    private let client: MLflowClient
    private let versions: ModelVersions

    /// More files, or directories in each other, are in no classifier's directory.
    private static let mostFiles = 1_000
    private static let mostLevels = 8
    private static let originName = "mlflow.json"

    public init(
        of model: RegistryModel,
        on server: TrackingServer,
        in versions: ModelVersions
    ) {
        self.model = model
        self.versions = versions
        client = MLflowClient(server: server)
    }

    /// Fetches the version that the address leads to now, unless it is here.
    ///
    /// - Returns: Its number.
    /// - Throws: `RegistryError`; nothing then changed.
    public func fetch() async throws(RegistryError) -> Int {
        do {
            let found = try await find()
            if origin(of: found.number) == found.origin { return found.number }
            try await fetch(found)
            return found.number
        } catch let error as RegistryError {
            throw error
        } catch let error as MLflowError {
            throw refused("\(error)", isPassing: error.isPassing)
        } catch {
            throw refused("\(error)")
        }
    }

    /// A version in the registry.
    private struct Found {
        let number: Int
        let run: String
        /// What `mlflow.json` says of it.
        let origin: JSONObject
    }

    private func refused(_ reason: String, isPassing: Bool = false) -> RegistryError {
        RegistryError(
            description: "\(model) of MLflow at \(client.server.address): \(reason)",
            isPassing: isPassing
        )
    }

    private func find() async throws -> Found {
        let answer: JSONObject
        switch model.version {
        case .alias(let alias):
            answer = try await client.get(
                "registered-models/alias",
                [("name", model.name), ("alias", alias)]
            )
        case .number(let number):
            answer = try await client.get(
                "model-versions/get",
                [("name", model.name), ("version", "\(number)")]
            )
        }
        guard let version = try? answer.object("model_version"),
            let number = (try? version.string("version")).flatMap({ Int($0) }), number > 0,
            let source = try? version.string("source")
        else { throw MLflowError.foreign("the answer tells no version") }
        let time = (try? version.integer("creation_timestamp")) ?? 0
        return Found(
            number: number,
            run: (try? version.string("run_id")) ?? "",
            origin: JSONObject([
                ("server", .string(client.server.address)), ("name", .string(model.name)),
                ("version", .integer(number)), ("source", .string(source)),
                ("created", .integer(time)),
            ])
        )
    }

    /// Where the version of a number is from that is here; nil where there is none.
    private func origin(of number: Int) -> JSONObject? {
        try? JSONValue(from: versions.path(of: number) + "/" + Self.originName).object()
    }

    private func fetch(_ found: Found) async throws {
        try AtomicDirectory.createDirectories(versions.directory)
        guard let lock = try versions.lock() else {
            throw refused("another program fetches into \(versions.directory)", isPassing: true)
        }
        defer { withExtendedLifetime(lock) {} }
        let path = versions.path(of: found.number)
        guard !fileExists(path) || fileExists(path + "/" + Self.originName) else {
            throw refused(
                "\(path) is not from there. Give a directory of its own to keep versions in"
            )
        }
        let address = try await client.get(
            "model-versions/get-download-uri",
            [("name", model.name), ("version", "\(found.number)")]
        )
        guard let uri = try? address.string("artifact_uri") else {
            throw MLflowError.foreign("the answer tells no address of the files")
        }
        guard let folder = ArtifactPath(uri) else {
            throw refused(
                "its files are at \(uri), which the server does not hand out itself. Start it with "
                    + "--serve-artifacts"
            )
        }
        let scores = try await scores(of: found.run)
        // What is half fetched is no version.
        let fetched = versions.directory + "/.fetched"
        let manager = FileManager.default
        try? manager.removeItem(atPath: fetched)
        defer { try? manager.removeItem(atPath: fetched) }
        try AtomicDirectory.createDirectories(fetched + "/model")
        var left = Self.mostFiles
        try await fetchFiles(
            in: folder.path,
            to: fetched + "/model",
            levels: Self.mostLevels,
            left: &left
        )
        for (name, content) in [
            ("metrics.json", scores), (Self.originName, found.origin),
        ] {
            try AtomicFile.write(
                JSONValue.object(content).encoded(.pretty) + [UInt8(ascii: "\n")],
                to: "\(fetched)/\(name)"
            )
        }
        try versions.add(found.number, recognizedBy: [Self.originName]) { directory in
            for name in try manager.contentsOfDirectory(atPath: fetched) {
                try manager.moveItem(atPath: "\(fetched)/\(name)", toPath: "\(directory)/\(name)")
            }
        }
    }

    private func fetchFiles(
        in folder: String,
        to directory: String,
        levels: Int,
        left: inout Int
    ) async throws {
        let entries = try await client.files(in: folder)
        if entries.isEmpty, levels == Self.mostLevels {
            throw refused("there are no files of it")
        }
        for entry in entries {
            left -= 1
            guard left >= 0, levels > 0 else { throw refused("it has too many files") }
            // A name that leads elsewhere is none of a model.
            guard !entry.name.isEmpty, !entry.name.hasPrefix("."), !entry.name.contains("/"),
                !entry.name.utf8.contains(0)
            else { throw refused("it has a file of the name \(entry.name)") }
            let (source, target) = ("\(folder)/\(entry.name)", "\(directory)/\(entry.name)")
            if entry.isDirectory {
                try AtomicDirectory.createDirectories(target)
                try await fetchFiles(in: source, to: target, levels: levels - 1, left: &left)
            } else {
                let size = try await client.download(source, to: target)
                if let expected = entry.size, expected != size {
                    throw refused(
                        "\(entry.name) has \(size) bytes, not \(expected)",
                        isPassing: true
                    )
                }
            }
        }
    }

    /// For each set of texts the F1 and the accuracy that the run of the version had, as `metrics.json`
    /// of a training has them.
    private func scores(of run: String) async throws -> JSONObject {
        guard !run.isEmpty else { return JSONObject() }
        let found: JSONObject
        do {
            found = try await client.get("runs/get", [("run_id", run)])
        } catch {
            // The run may be deleted, and its model is not.
            guard case .rejected = error else { throw error }
            return JSONObject()
        }
        let metrics = (try? found.object("run").object("data").array("metrics")) ?? []
        var splits = JSONObject()
        for metric in metrics {
            guard let metric = try? metric.object(), let key = try? metric.string("key"),
                let value = metric["value"], (try? value.double()) != nil,
                // The former champion's on the same texts.
                !key.hasPrefix("champion_")
            else { continue }
            for score in ["f1", "accuracy"] where key.hasSuffix("_" + score) {
                let name = String(key.dropLast(score.count + 1))
                var split = (try? splits[name]?.object()) ?? JSONObject()
                split[score] = value
                splits[name] = .object(split)
            }
        }
        return JSONObject([("splits", .object(splits))])
    }
}

/// The path of artifacts that the server itself hands out.
struct ArtifactPath {
    let path: String

    /// - Returns: nil where the server does not, but a store that the address names.
    init?(_ uri: String) {
        let scheme = "mlflow-artifacts:"
        guard uri.hasPrefix(scheme) else { return nil }
        let rest = uri.dropFirst(scheme.count)
        let path = rest.hasPrefix("//") ? rest.dropFirst(2).drop { $0 != "/" } : rest
        self.path = String(path.drop { $0 == "/" })
    }
}
