/// What bash needs to know to complete the program's words.
enum BashCompletion {
    static var script: String {
        let names = Help.commands.map { $0.name }
        return """
            # bash completion for mpo-bridge, made by 'mpo-bridge completion bash'
            _mpo_bridge() {
                local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
                local command=${COMP_WORDS[1]} words=''
                COMPREPLY=()
                # Bash cuts --name=VALUE into three words.
                if [ "$word" = '=' ]; then
                    word=''
                elif [ "$before" = '=' ]; then
                    before=${COMP_WORDS[COMP_CWORD - 2]}
                fi
                if [ "$COMP_CWORD" -eq 1 ]; then
                    words='\((names + ["help"]).joined(separator: " "))'
                else
                    case "$command $before" in
            \(values)
                    esac
                    case $command in
            \(commands)
                    help) words='\(names.joined(separator: " "))' ;;
                    esac
                fi
                mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
            }
            complete -o default -F _mpo_bridge mpo-bridge

            """
    }

    /// After an option with a value: its words, or whatever the shell completes by itself.
    private static var values: String {
        Help.commands.flatMap { command in
            HelpText(command.help).options.compactMap { option -> String? in
                guard let value = option.value else { return nil }
                let pattern = "        '\(command.name) \(option.name)')"
                // Metavariables are in capitals: nothing is known of them.
                let isLiteral = value.contains("|") && value.allSatisfy { !$0.isUppercase }
                guard isLiteral else { return "\(pattern) return 0 ;;" }
                let words = value.split(separator: "|").joined(separator: " ")
                return "\(pattern)\n            mapfile -t COMPREPLY < "
                    + "<(compgen -W '\(words)' -- \"$word\")\n            return 0\n            ;;"
            }
        }.joined(separator: "\n")
    }

    private static var commands: String {
        Help.commands.map { command in
            let help = HelpText(command.help)
            let words = help.words + help.options.map(\.name) + ["--help"]
            return "        \(command.name)) words='\(words.joined(separator: " "))' ;;"
        }.joined(separator: "\n")
    }
}
