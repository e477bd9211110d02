import Testing

@testable import MLflow

@Suite struct ServerTests {
    @Test func addressHasNoSlashAndNoSecret() {
        let addresses = [
            "http://127.0.0.1:5000": "http://127.0.0.1:5000",
            "https://example.org/mlflow//": "https://example.org/mlflow",
            "http://name:pass%40word@example.org:80/a?b#c": "http://example.org:80/a",
            "http://[::1]:5000/": "http://[::1]:5000",
        ]
        for (url, address) in addresses {
            #expect(TrackingServer(url: url, environment: [:])?.address == address)
        }
        for url in [
            "", "sqlite:///mlflow.db", "file:./mlruns", "databricks", "http://", "//a", "a b",
        ] {
            #expect(TrackingServer(url: url, environment: [:]) == nil)
        }
    }

    @Test func whoAsksIsOfTheURLOrTheEnvironment() throws {
        func authorization(_ url: String, _ environment: [String: String]) -> String? {
            TrackingServer(url: url, environment: environment)?.authorization
        }
        let all = [
            "MLFLOW_TRACKING_TOKEN": "t", "MLFLOW_TRACKING_USERNAME": "Aladdin",
            "MLFLOW_TRACKING_PASSWORD": "open sesame",
        ]
        #expect(authorization("http://h", [:]) == nil)
        #expect(authorization("http://h", ["MLFLOW_TRACKING_TOKEN": ""]) == nil)
        #expect(authorization("http://h", ["MLFLOW_TRACKING_TOKEN": "t"]) == "Bearer t")
        // The example of RFC 7617.
        #expect(authorization("http://h", all) == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        #expect(
            authorization("http://Aladdin:open%20sesame@h", ["MLFLOW_TRACKING_TOKEN": "t"])
                == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
        )
    }

    @Test func partsOfPathsAreEncoded() {
        #expect(MLflowClient.encoded("a b/é?.svg") == "a%20b%2F%C3%A9%3F.svg")
    }
}
