import Glibc

/// What posix_spawn(3) does between the fork and the exec.
@safe struct SpawnActions: ~Copyable {
    private var files = unsafe posix_spawn_file_actions_t()
    private var attributes = posix_spawnattr_t()

    /// - Parameter pipe: the end that the child writes to, when its stdout is a pipe.
    init(
        _ stdout: ChildProcess.Stream, _ stderr: ChildProcess.Stream, pipe: Int32?
    ) throws(ChildError) {
        try Self.check(
            "posix_spawn_file_actions_init", unsafe posix_spawn_file_actions_init(&files))
        try Self.check("posix_spawnattr_init", unsafe posix_spawnattr_init(&attributes))
        try open(STDIN_FILENO, "/dev/null", O_RDONLY)
        try connect(STDOUT_FILENO, stdout, pipe)
        try connect(STDERR_FILENO, stderr, nil)
        try resetSignals()
    }

    deinit {
        var files = unsafe files
        var attributes = attributes
        // Neither can fail for what was initialized.
        _ = unsafe posix_spawn_file_actions_destroy(&files)
        _ = unsafe posix_spawnattr_destroy(&attributes)
    }

    private mutating func connect(
        _ descriptor: Int32, _ stream: ChildProcess.Stream, _ pipe: Int32?
    ) throws(ChildError) {
        switch stream {
        case .inherited: break
        case .nowhere: try open(descriptor, "/dev/null", O_WRONLY)
        case .file(let path): try open(descriptor, path, O_WRONLY | O_CREAT | O_APPEND)
        case .pipe:
            guard let pipe else { preconditionFailure("only stdout can be a pipe") }
            try Self.check(
                "posix_spawn_file_actions_adddup2",
                unsafe posix_spawn_file_actions_adddup2(&files, pipe, descriptor))
        }
    }

    private mutating func open(
        _ descriptor: Int32, _ path: String, _ flags: Int32
    ) throws(ChildError) {
        try Self.check(
            "posix_spawn_file_actions_addopen",
            unsafe posix_spawn_file_actions_addopen(&files, descriptor, path, flags, 0o600))
    }

    /// The parent may wait for its signals by blocking them, and ignore SIGPIPE: both are
    /// inherited.
    private mutating func resetSignals() throws(ChildError) {
        var none = sigset_t()
        var all = sigset_t()
        // sigemptyset(3) and sigfillset(3) cannot fail.
        _ = unsafe sigemptyset(&none)
        _ = unsafe sigfillset(&all)
        try Self.check(
            "posix_spawnattr_setsigmask", unsafe posix_spawnattr_setsigmask(&attributes, &none))
        try Self.check(
            "posix_spawnattr_setsigdefault", unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        )
        let flags = Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF)
        try Self.check(
            "posix_spawnattr_setflags", unsafe posix_spawnattr_setflags(&attributes, flags))
    }

    /// Starts the program and gives its id.
    consuming func spawn(
        _ executable: String, _ arguments: [String], _ environment: [String: String]
    ) throws(ChildError) -> pid_t {
        let name = executable.split(separator: "/").last.map(String.init) ?? executable
        let words = CStrings([name] + arguments)
        let variables = CStrings(environment.map { "\($0.key)=\($0.value)" })
        var processID: pid_t = 0
        let code = unsafe posix_spawn(
            &processID, executable, &files, &attributes, words.pointers, variables.pointers)
        try Self.check("posix_spawn \(executable)", code)
        return processID
    }

    /// These calls return their error; errno is not set.
    private static func check(_ call: String, _ code: Int32) throws(ChildError) {
        guard code == 0 else { throw ChildError(call, code) }
    }
}

/// A null-terminated array of C strings, as exec(3) wants them; freed with its owner.
@safe private struct CStrings: ~Copyable {
    let pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    init(_ texts: [String]) {
        count = texts.count
        unsafe pointers = .allocate(capacity: count + 1)
        for (index, text) in texts.enumerated() {
            unsafe (pointers + index).initialize(to: strdup(text))
        }
        unsafe (pointers + count).initialize(to: nil)
    }

    deinit {
        for index in 0..<count { unsafe free(pointers[index]) }
        unsafe pointers.deallocate()
    }
}
