(formal_parameters (identifier) @binding.name)
(variable_declarator name: (identifier) @binding.name value: (_)? @binding.value)
