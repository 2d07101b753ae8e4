// How many workers there are, and what each may hold.

import Kernel

struct Capacity {
    let workers: Int
    /// Bytes that peers can make all processes hold together: more than was asked for where workers
    /// could do nothing with their shares.
    let memory: Int
    /// What was asked for or is the default, where it is less.
    let tooLittle: Int?
    /// Bytes of it that each worker has. A reload has two generations of them.
    let memoryShare: Int
    /// Connections of each worker that the kernel's own memory for them leaves room for; nil: there
    /// is no limit of memory.
    let connections: Int?

    init(_ configuration: Configuration, _ resources: Resources = .found()) {
        let limit = resources.memoryLimit
        let affordable = limit.map { max(1, $0 / Self.workerMemory) } ?? .max
        workers =
            configuration.workers
            ?? min(Self.mostWorkers, max(1, min(resources.processors, affordable)))
        let wanted = configuration.memory ?? limit.map { $0 / 2 } ?? Self.standardMemory
        let workers = workers
        memory = max(wanted, 2 * workers * Self.leastShare)
        tooLittle = memory > wanted ? wanted : nil
        memoryShare = memory / (2 * workers)
        connections = limit.map { max(1, $0 / 4 / workers / Self.socketBytes) }
    }

    /// A warning where they hold more than was meant.
    func findings(_ configuration: Configuration) -> [Finding] {
        guard let tooLittle else { return [] }
        let variable = configuration.memory == nil ? Variable.workers : .memory
        let value =
            variable == .memory ? Variable.Form.size(tooLittle) : String(workers)
        return [Finding(warning: variable, Array(value.utf8), .tooLittle(memory, workers))]
    }

    /// Workers beyond this many would only share what is left of a fallback's work.
    private static let mostWorkers = 64
    /// Bytes of a limit that each further worker takes.
    private static let workerMemory = 16 << 20
    /// Bytes, where there is no limit.
    private static let standardMemory = 256 << 20
    /// Bytes with which a worker can still answer, whatever was asked for: a few handshakes.
    private static let leastShare = 512 * 1024
    /// Bytes of the kernel's for each open connection, without what waits in it: the socket, its
    /// file, and what epoll keeps. A limit of memory counts them.
    private static let socketBytes = 5 * 1024
}
