(declaration_command "local" (variable_assignment name: (variable_name) @binding.name))
(declaration_command "local" (variable_name) @binding.name)
(for_statement variable: (variable_name) @binding.name)
