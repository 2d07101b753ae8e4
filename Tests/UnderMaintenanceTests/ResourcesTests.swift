// What the control group allows, read from a tree that looks like the system's.

import Testing

@testable import UnderMaintenance

struct ControlGroupTests {
    /// A tree of files by their paths.
    private func group(_ files: KeyValuePairs<String, String>) -> ControlGroup {
        let folder = TestFolder()
        for (path, text) in files { folder.write(path, text) }
        return withExtendedLifetime(folder) { ControlGroup(root: folder.directory) }
    }

    @Test func `version 2 inside a container`() {
        let group = group([
            "proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "67108864\n",
            "sys/fs/cgroup/cpu.max": "150000 100000\n",
        ])
        #expect(group.memoryLimit == 64 << 20 && group.processors == 2)
    }

    @Test func `version 2 on a host, where the smallest limit on the way up counts`() {
        let group = group([
            "proc/self/cgroup": "0::/system.slice/a.service\n",
            "sys/fs/cgroup/system.slice/a.service/memory.max": "max\n",
            "sys/fs/cgroup/system.slice/a.service/cpu.max": "400000 100000\n",
            "sys/fs/cgroup/system.slice/memory.max": "1073741824\n",
            "sys/fs/cgroup/system.slice/cpu.max": "50000 100000\n",
        ])
        #expect(group.memoryLimit == 1 << 30 && group.processors == 1)
    }

    @Test func `version 1 inside a container, whose path is the host's`() {
        let group = group([
            "proc/self/cgroup": "7:cpu,cpuacct:/docker/abc\n4:memory:/docker/abc\n0::/\n",
            "sys/fs/cgroup/memory/memory.limit_in_bytes": "134217728\n",
            "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "250000\n",
            "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
        ])
        #expect(group.memoryLimit == 128 << 20 && group.processors == 3)
    }

    @Test func `version 1 with controllers mounted together, without links`() {
        let group = group([
            "proc/self/cgroup": "7:cpu,cpuacct:/a\n",
            "sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us": "100000\n",
            "sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us": "100000\n",
        ])
        #expect(group.processors == 1 && group.memoryLimit == nil)
    }

    @Test func `version 2 beside version 1`() {
        let group = group([
            "proc/self/cgroup": "4:memory:/b\n0::/a\n",
            "sys/fs/cgroup/memory/b/memory.limit_in_bytes": "9223372036854771712\n",
            "sys/fs/cgroup/unified/a/memory.max": "1048576\n",
        ])
        #expect(group.memoryLimit == 1 << 20)
    }

    @Test(arguments: [
        "max 100000\n", "", "0 100000\n", "x 100000\n", "100000\n", "100000 0\n", "-1 100000\n",
    ])
    func `what says no quota sets none`(text: String) {
        let group = group([
            "proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": text,
            "sys/fs/cgroup/memory.max": "max\n",
        ])
        #expect(group.processors == nil && group.memoryLimit == nil)
    }

    @Test func `version 1 without limits`() {
        let group = group([
            "proc/self/cgroup": "1:cpu:/\n4:memory:/\n",
            "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
            "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
            "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
        ])
        #expect(group.processors == nil && group.memoryLimit == nil)
    }

    @Test func `no control groups at all`() {
        let group = group([:])
        #expect(group.processors == nil && group.memoryLimit == nil)
    }
}

struct CapacityTests {
    private func capacity(
        _ variables: KeyValuePairs<String, String>, processors: Int = 4, limit: Int? = nil
    ) -> Capacity {
        Capacity(
            load(variables).configuration,
            Resources(processors: processors, memoryLimit: limit))
    }

    @Test func `half of the limit is for what peers hold, each generation's workers share it`() {
        let capacity = capacity(["WORKERS": "2"], limit: 64 << 20)
        #expect(capacity.memory == 32 << 20 && capacity.memoryShare == 8 << 20)
    }

    @Test(arguments: [(8 << 20, 1), (16 << 20, 1), (40 << 20, 2), (64 << 20, 4), (1 << 40, 4)])
    func `there is a worker for each 16 MiB at most`(limit: Int, workers: Int) {
        #expect(capacity([:], limit: limit).workers == workers)
    }

    @Test func `without a limit it is 256 MiB, a worker for each processor`() {
        let capacity = capacity([:])
        #expect(capacity.workers == 4 && capacity.memory == 256 << 20)
        #expect(capacity.memoryShare == 32 << 20 && capacity.connections == nil)
    }

    @Test func `what the operator says counts`() {
        let capacity = capacity(["WORKERS": "8", "MEMORY": "1G"], limit: 64 << 20)
        #expect(capacity.workers == 8 && capacity.memoryShare == 64 << 20)
    }

    @Test func `a worker has enough for a few handshakes whatever is asked for`() {
        #expect(capacity(["WORKERS": "64", "MEMORY": "1M"]).memoryShare == 512 << 10)
    }

    @Test(
        arguments: [
            ("1M", "1", nil), ("1M", "2", "2M"), ("1M", "64", "64M"), ("63M", "64", "64M"),
            ("64M", "64", nil), ("2M", "2", nil), ("3M", "2", nil), ("8M", "9", "9M"),
            ("16M", "17", "17M"), ("1G", "64", nil),
        ] as [(String, String, String?)])
    func `what all may hold is what is said, and more than asked for is a warning`(
        memory: String, workers: String, raised: String?
    ) throws {
        let loaded = load(["WORKERS": workers, "MEMORY": memory])
        let capacity = Capacity(
            loaded.configuration, Resources(processors: 4, memoryLimit: nil))
        #expect(capacity.memory / (2 * capacity.workers) == capacity.memoryShare)
        let findings = capacity.findings(loaded.configuration)
        #expect(findings.map(\.summary) == (raised == nil ? [] : ["warning MEMORY=\(memory)"]))
        if let raised {
            #expect(findings[0].reason == "peers can make \(workers) workers hold \(raised)")
            let cured = load(["WORKERS": workers, "MEMORY": raised]).configuration
            let after = Capacity(cured, Resources(processors: 4, memoryLimit: nil))
            #expect(after.findings(cured).isEmpty && after.memory == capacity.memory)
        }
    }

    @Test func `workers that hold more than half of the limit are a warning of theirs`() {
        let configuration = load(["WORKERS": "64"]).configuration
        let capacity = Capacity(configuration, Resources(processors: 4, memoryLimit: 32 << 20))
        #expect(capacity.findings(configuration).map(\.summary) == ["warning WORKERS=64"])
    }

    @Test func `the kernel's memory for sockets bounds the connections`() {
        let limited = capacity(["WORKERS": "2"], limit: 64 << 20)
        #expect(limited.connections == 1638)
    }

    @Test(arguments: [
        ("1048576", 1), ("64M", 64), ("64m", 64), ("2048K", 2), ("1G", 1024), (" 8 M ", 8),
        ("64Mi", 64), ("64MB", 64), ("64mib", 64), ("1Gi", 1024), ("2048Ki", 2), ("1048576B", 1),
    ])
    func `sizes are read with their unit`(text: String, mebibytes: Int) {
        let loaded = load(["MEMORY": text])
        #expect(loaded.configuration.memory == mebibytes << 20 && loaded.findings.isEmpty)
    }

    @Test(arguments: [
        "", "M", "Mi", "B", "--1M", "1.5G", "64MM", "64BM", "64MiBB", "0x10M", "1T", "50%",
    ])
    func `other words aren't sizes`(text: String) {
        let loaded = load(["MEMORY": text])
        #expect(loaded.configuration.memory == nil)
        #expect(loaded.findings.map(\.reason) == (text.isEmpty ? [] : ["not a number of bytes"]))
    }

    @Test(arguments: [
        "0", "1", "1023K", "1048577M", "99999999999999999999G", "9223372036854775807K",
    ])
    func `sizes have bounds`(text: String) {
        let loaded = load(["MEMORY": text])
        #expect(loaded.configuration.memory == nil)
        #expect(loaded.findings.map(\.reason) == ["out of range"])
    }
}
