import CLibFuzzer
import Foundation
import FuzzTargets

// cardferry-fuzz --list
//     prints the targets, the lengths of their inputs and where their seeds are.
// cardferry-fuzz --target=NAME [OPTION...] [FOLDER...]
//     is libFuzzer with that target; it passes over what begins with two hyphens.

if CommandLine.arguments.contains("--list") {
  for target in FuzzTarget.all {
    print(([target.name, "\(target.maximumLength)"] + target.seeds).joined(separator: " "))
  }
  exit(0)
}

private let name = CommandLine.arguments.first { $0.hasPrefix("--target=") }
private let target = name.flatMap { FuzzTarget.named(String($0.dropFirst("--target=".count))) }
guard let target else {
  FileHandle.standardError.write(Data("cardferry-fuzz: name a target, see --list\n".utf8))
  exit(2)
}
FuzzedProgram.target = target
var count = CommandLine.argc
var arguments = CommandLine.unsafeArgv
exit(LLVMFuzzerRunDriver(&count, &arguments) { FuzzedProgram.take($0, $1) })
