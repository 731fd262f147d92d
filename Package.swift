// swift-tools-version: 6.3

import PackageDescription

/// The fuzzer's binary has libFuzzer's main and no other, so it is built only when asked for
/// (`Tests/fuzz`).
let isFuzzing = Context.environment["MPO_BRIDGE_FUZZING"] == "1"

/// Stricter than the field's habit: a warning is an error from the first day, so none ever piles
/// up.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
]

/// A release is linked for little memory: addresses to relocate as a bit map, and no table of names
/// that nobody looks up. The linker comes with Swift; the bit map needs glibc 2.36, which is older
/// than the libcurl that is needed.
let lean: [LinkerSetting] = [
    .unsafeFlags(
        ["-use-ld=lld"]
            + ["-z", "pack-relative-relocs", "--no-export-dynamic"]
            .flatMap { ["-Xlinker", $0] },
        .when(configuration: .release))
]

func library(_ name: String, _ dependencies: String...) -> Target {
    .target(
        name: name, dependencies: dependencies.map { .init(stringLiteral: $0) },
        swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: String...) -> Target {
    .testTarget(
        name: name + "Tests",
        dependencies: ([name, "TestSupport"] + dependencies).map { .init(stringLiteral: $0) },
        swiftSettings: strict)
}

let package = Package(
    name: "mpo-bridge",
    products: [.executable(name: "mpo-bridge", targets: ["mpo-bridge"])],
    traits: [
        .trait(
            name: "CrashPoints",
            description: "For the tests: the daemon can be told to die at a named point.")
    ],
    targets: [
        // System libraries: a module map and a shim each, and one Swift target that may import it.
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),

        // Pure: no system library, no clock, no file, no socket.
        library("Bridge"),
        library("HTTPWire"),
        library("JSON"),

        // Safe Swift over each system library.
        library("Crypto", "COpenSSL"),
        library("Curl", "CCurl"),
        library("HTTPServer", "Bridge", "CLinux", "Crypto", "HTTPWire"),
        library("SQLite", "CSQLite"),

        // What each neighbour speaks, and what the disk holds.
        library("AMS", "Bridge", "Crypto", "JSON"),
        library("MPO", "Bridge", "Crypto", "JSON"),
        library("Store", "Bridge", "Crypto", "SQLite"),

        // The only module that knows them all; both remote sides; the command line.
        library(
            "Service", "AMS", "Bridge", "Crypto", "Curl", "HTTPServer", "HTTPWire", "JSON", "MPO",
            "Store"),
        library(
            "Simulator", "AMS", "Bridge", "Crypto", "Curl", "HTTPServer", "HTTPWire", "JSON",
            "MPO"),
        .executableTarget(
            name: "mpo-bridge",
            dependencies: [
                "Bridge", "Crypto", "Curl", "HTTPServer", "HTTPWire", "JSON", "Service",
                "SQLite", "Simulator", "Store",
            ],
            swiftSettings: strict, linkerSettings: lean),

        .target(
            name: "TestSupport", dependencies: ["COpenSSL"], path: "Tests/TestSupport",
            swiftSettings: strict),
        tests("Bridge"),
        tests("HTTPWire"),
        tests("JSON"),
        tests("Crypto"),
        tests("Curl", "Crypto", "HTTPServer", "HTTPWire"),
        tests("SQLite"),
        tests("HTTPServer", "CLinux", "Crypto", "Curl", "HTTPWire"),
        tests("AMS", "Bridge", "Crypto", "JSON"),
        tests("MPO", "Bridge", "Crypto", "JSON"),
        tests("Store", "Bridge", "CSQLite", "Crypto", "SQLite"),
        tests(
            "Service", "AMS", "Bridge", "Crypto", "Curl", "HTTPServer", "HTTPWire", "JSON", "MPO",
            "SQLite", "Simulator", "Store", "mpo-bridge"),
        tests(
            "Simulator", "AMS", "Bridge", "Crypto", "Curl", "HTTPServer", "HTTPWire", "JSON",
            "MPO"),
        .target(
            name: "FuzzTargets",
            dependencies: ["AMS", "Bridge", "Crypto", "HTTPWire", "JSON", "MPO", "Service"],
            path: "Tests/FuzzTargets", exclude: ["Corpus", "words.dict"], swiftSettings: strict),
        tests("FuzzTargets"),
        .testTarget(name: "TidyTests", swiftSettings: strict),
    ]
)

if isFuzzing {
    package.targets.append(
        .executableTarget(
            name: "Fuzzer", dependencies: ["FuzzTargets"], path: "Tests/Fuzzer",
            swiftSettings: strict))
}
