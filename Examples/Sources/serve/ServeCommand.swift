import ArgumentParser
import ExampleSupport
import FlyingFox
import Swiftlet

@main
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Answers texts sent by HTTP with a saved classifier.",
        discussion: """
            POST /predict with a text as its body gives a JSON object, as classify does; what is \
            refused gives {"error":"…"}. At SIGTERM and SIGINT no more requests are taken, and those \
            that have begun are answered.
            """
    )

    @Option(help: "The directory of a saved classifier.")
    var model: String

    @Option(
        help: "The address to listen on; 0.0.0.0 for every one of this machine, also from outside."
    )
    var host = "127.0.0.1"

    @Option(help: "The port to listen on.")
    var port: UInt16 = 8080

    @Option(help: "The longest text that is accepted, in bytes.")
    var maximumBytes = 64 << 10

    @OptionGroup var threading: ThreadOptions

    func run() async throws {
        threading.apply()
        // Loaded once; all requests share it.
        let classifier = try TextClassifiers.load(from: model)
        let encoder = PredictionEncoder(labels: classifier.labels)
        let server = HTTPServer(address: try .inet(ip4: host, port: port), logger: .disabled)

        await server.appendRoute("POST /predict") { [maximumBytes] request in
            do {
                let text = try await request.text(maximumBytes: maximumBytes)
                let prediction = try await classifier.predictions(of: [text])[0]
                return HTTPResponse(json: encoder.encode(prediction))
            } catch {
                return HTTPResponse(refusal: error)
            }
        }
        await server.appendRoute("*") { _ in
            HTTPResponse(refusal: Refusal(.notFound, "There is POST /predict, and nothing else."))
        }

        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            group.addTask { for await _ in terminationSignals { break } }
            // Whichever comes first: an error of the server, such as a port in use, or a signal.
            try await group.next()
            await server.stop(timeout: 10)
        }
    }
}
