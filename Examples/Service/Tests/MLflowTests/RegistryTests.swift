import Testing

@testable import MLflow

@Suite struct RegistryTests {
    @Test func addressesNameAnAliasOrANumber() throws {
        let alias = try #require(RegistryModel("models:/my airline@champion"))
        #expect(alias.name == "my airline")
        #expect(alias.version == .alias("champion"))
        #expect(RegistryModel("models:/a@b@c")?.name == "a@b")
        #expect(RegistryModel("models:/airline/12")?.version == .number(12))
        for address in ["models:/my airline@champion", "models:/airline/12"] {
            #expect(RegistryModel(address)?.description == address)
        }
        for address in [
            "", "airline", "airline@champion", "models:/", "models:/airline", "models:/@champion",
            "models:/airline@", "models:/airline/", "models:/airline/0", "models:/airline/-1",
            "models:/airline/latest", "models:/airline/1/2", "models:/a/b@c", "runs:/airline/1",
        ] {
            #expect(RegistryModel(address) == nil)
        }
    }

    @Test func pathsAreThoseThatTheServerHandsOut() {
        let paths = [
            "mlflow-artifacts:/1/models/m-a/artifacts": "1/models/m-a/artifacts",
            "mlflow-artifacts://host:5000/1/models": "1/models",
            "mlflow-artifacts:///1/models": "1/models",
        ]
        for (uri, path) in paths { #expect(ArtifactPath(uri)?.path == path) }
        for uri in ["s3://bucket/1", "file:///1", "/1", "", "models:/m-a"] {
            #expect(ArtifactPath(uri) == nil)
        }
    }
}
