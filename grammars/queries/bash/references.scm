(command name: (command_name (word) @reference.call))
((command name: (command_name (word) @_trap) . argument: (word) @reference.call) (#eq? @_trap "trap"))
(simple_expansion (variable_name) @reference.value)
(expansion (variable_name) @reference.value)
