import Swiftlet

/// The description of the API for programs: `openapi.json` beside this file, as it holds for this
/// service.
enum OpenAPIDocument {
    /// The document's bytes.
    ///
    /// - Parameter requiresToken: Whether all operations that do not say otherwise need the token.
    static func bytes(requiresToken: Bool) -> [UInt8] {
        let source = PackageResources.openapi_json
        guard requiresToken else { return source }
        guard var document = try? JSONValue(parsing: source).object() else {
            preconditionFailure("openapi.json is no JSON object.")
        }
        document["security"] = [["bearer": []]]
        return JSONValue.object(document).encoded()
    }
}
