@main
struct Main {
    static func main() {
        print("mpo-bridge")
    }
}
