# Makes a Swift file of the Swift code in a Markdown document.
#
#   awk -v path=README.md -v output=Generated -f snippets.awk README.md
#
# The document's blocks become one function, each within the scope of those before it: it sees what
# they declare and may declare it anew. Imports are moved to the top. A block that begins with
# "// swift-tools-version" is a manifest; it becomes output/manifest-LINE/Package.swift.
#
# Nothing is left out in silence: code stands between fences that name its language, and only the
# languages below are not Swift.

function fail(message) {
    printf "%s:%d: error: %s\n", path, NR, message > "/dev/stderr"
    failed = 1
}

BEGIN {
    split("sh json text", others, " ")
    for (position in others) known[others[position]] = 1
    known["swift"] = 1
    name = path
    gsub(/[^A-Za-z0-9]/, "_", name)
}

!inside && /^ *```/ {
    language = $0
    sub(/^ *```/, "", language)
    if ($0 !~ /^```/) fail("a fence must begin its line")
    else if (!(language in known)) {
        fail("the language of a block is \"" language "\", expected one of: swift sh json text")
    }
    inside = 1
    kind = language
    first = 1
    next
}

inside && /^```$/ {
    inside = 0
    if (manifest != "") { close(manifest); manifest = "" }
    next
}

inside && kind == "swift" {
    if (first) {
        first = 0
        if ($0 ~ /^\/\/ swift-tools-version/) {
            folder = output "/manifest-" name "-" NR
            system("mkdir -p '" folder "'")
            manifest = folder "/Package.swift"
        } else {
            body = body "do {\n#sourceLocation(file: \"" path "\", line: " NR ")\n"
            depth++
        }
    }
    if (manifest != "") { print > manifest; next }
    if ($0 ~ /^import /) { imports[$0] = 1; body = body "\n"; next }
    body = body $0 "\n"
    next
}

!inside && /^    / && $0 !~ /^ *$/ { fail("code must stand between fences that name its language") }

END {
    if (inside) fail("a fence is not closed")
    if (failed) exit 1
    if (depth == 0) exit 0
    file = output "/" name ".swift"
    print "// swift-format-ignore-file" > file
    for (line in imports) print line > file
    printf "func %s() async throws {\n%s", name, body > file
    for (; depth > 0; depth--) print "}" > file
    print "}\n#sourceLocation()" > file
}
