// The answers to ACME's HTTP challenges, which come and go while we serve.

import Kernel
import Maintenance

/// Read by the workers at the moment of the request: an ACME client puts a file there and has it
/// fetched in the same second. Nothing else is ever opened by a worker.
struct ChallengeDirectory {
    let path: String

    /// - Parameter token: without a slash, so that it names nothing outside.
    /// - Returns: nil unless it is a regular file, no symbolic link, that we may read, and no link on
    ///   the way leads out.
    func answer(to token: [UInt8]) -> [UInt8]? {
        guard let folder = try? Folder(path) else { return nil }
        // What ACME clients are given may be a webroot, beneath which they make the path of the URL.
        for directory in ["", ".well-known/acme-challenge/"] {
            let content = try? folder.read(
                directory + String(bytes: token), limit: ServerLimits.challengeBytes,
                followsLinks: false)
            if let content { return content }
        }
        return nil
    }
}

extension Configuration {
    /// Nil: there is no directory of them.
    var challenges: Responder.Challenges? {
        challengeDirectory.map { path in
            let directory = ChallengeDirectory(path: path)
            return { directory.answer(to: $0) }
        }
    }

    /// A warning if challenges can't be read.
    var challengeFindings: [Finding] {
        guard let challengeDirectory else { return [] }
        do throws(Errno) {
            _ = try Directory.list(challengeDirectory)
            return []
        } catch {
            return [
                Finding(
                    .warning, .acmeDirectory, path: challengeDirectory,
                    FileRefusal(error, challengeDirectory, isDirectory: true), .notFound)
            ]
        }
    }
}
