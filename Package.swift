// swift-tools-version: 6.2
// The rooms of under-maintenance. Imports point one way:
// UnderMaintenance → Maintenance → {HTTP2 → HTTP, CZlib}, UnderMaintenance → TLS → COpenSSL, and
// UnderMaintenance → Kernel → CLinux.

import PackageDescription

/// What every shipped target is compiled with. The trait `Embedded` switches to the dialect of
/// the image; without it the same files are ordinary Swift, for the unit tests.
let shipped: [SwiftSetting] = [
    .enableExperimentalFeature("Embedded", .when(traits: ["Embedded"])),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .strictMemorySafety(),
    // A section for each function: the linker drops what nobody calls and folds what is equal.
    .unsafeFlags(["-Xfrontend", "-function-sections"], .when(traits: ["Embedded"])),
    // Embedded Swift's runtime checks no exclusivity: these calls would do nothing. The ordinary
    // build makes them, and they check.
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(traits: ["Embedded"])),
    // The ordinary build refuses what the image can't hold.
    .treatWarning("EmbeddedRestrictions", as: .error),
]

/// `LEAN=0` links all of OpenSSL's default provider instead of the part that is used, to compare with and
/// as a way out.
let isLean = Context.environment["LEAN"] != "0"

/// Given to the linker only: the compiler would look for a static standard library.
let staticExecutable: [LinkerSetting] = [
    .unsafeFlags(
        [
            "-static-executable", "-use-ld=lld",
            "-Xlinker", "-O2", "-Xlinker", "--gc-sections", "-Xlinker", "--icf=all",
            "-Xlinker", "--no-eh-frame-hdr",
            "-Xlinker", "-T",
            "-Xlinker", "\(Context.packageDirectory)/tools/linker/no-unwind-tables.ld",
            // Nothing in the bytes says where or when they were made.
            "-Xlinker", "--build-id=none",
            "-Xlinker", "-T",
            "-Xlinker", "\(Context.packageDirectory)/tools/linker/reproducible.ld",
        ]
            + (isLean
                ? [
                    "-Xlinker", "-T",
                    "-Xlinker", "\(Context.packageDirectory)/tools/linker/crypto-subset.ld",
                ] : []),
        .when(traits: ["Embedded"]))
]

let package = Package(
    name: "under-maintenance",
    products: [.executable(name: "under-maintenance", targets: ["UnderMaintenance"])],
    traits: [
        .trait(name: "Embedded", description: "Compile as Embedded Swift, static: what ships.")
    ],
    targets: [
        // The Linux calls and macros Swift can't import; nothing else.
        .target(name: "CLinux"),
        // Typed, owned system calls.
        .target(name: "Kernel", dependencies: ["CLinux"], swiftSettings: shipped),
        // HTTP/1 framing and the PROXY header as values: bytes in, decisions out, no sockets.
        .target(name: "HTTP", swiftSettings: shipped),
        // HTTP/2 as values: frames, field compression, the session; no sockets, no clock.
        .target(name: "HTTP2", dependencies: ["HTTP"], swiftSettings: shipped),
        // What is answered: pages, representations rendered at load, the one responder.
        .target(
            name: "Maintenance", dependencies: ["HTTP", "HTTP2", "CZlib"],
            resources: [
                .embedInCode("Page/illustration.svg"), .embedInCode("Page/page.css"),
                .embedInCode("Page/page.js"),
            ],
            swiftSettings: shipped),
        // zlib, which compresses pages when they are loaded.
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        // nghttp2, against which the tests hold what is decoded; nothing that ships knows it. Without
        // its pkg-config name: where it isn't installed, building what ships would warn.
        .systemLibrary(name: "CNghttp2", path: "Tests/CNghttp2"),
        // libssl and libcrypto: headers, and macros as functions.
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        // What of libcrypto is linked into what ships: in front of it, its own tables and lists, with
        // what is used. Without Embedded nothing is left out: the tests link the shared library.
        .target(
            name: "CryptoSubset",
            cSettings: isLean ? [] : [.define("ALL_OF_LIBCRYPTO")]),
        // TLS in memory: certificates, the handshake, records, tickets.
        .target(name: "TLS", dependencies: ["COpenSSL"], swiftSettings: shipped),
        // The program: commands, configuration, processes, event loop, logs.
        .executableTarget(
            name: "UnderMaintenance",
            dependencies: [
                "Kernel", "HTTP", "HTTP2", "Maintenance", "TLS",
                .target(name: "CryptoSubset", condition: .when(traits: ["Embedded"])),
            ],
            swiftSettings: shipped, linkerSettings: staticExecutable),
        .testTarget(name: "KernelTests", dependencies: ["Kernel", "CLinux"]),
        .testTarget(name: "HTTPTests", dependencies: ["HTTP"]),
        .testTarget(name: "HTTP2Tests", dependencies: ["HTTP2", "CNghttp2"]),
        .testTarget(name: "MaintenanceTests", dependencies: ["Maintenance", "CZlib"]),
        .testTarget(name: "TLSTests", dependencies: ["TLS", "COpenSSL"]),
        .testTarget(name: "UnderMaintenanceTests", dependencies: ["UnderMaintenance"]),
    ],
    swiftLanguageModes: [.v6]
)
