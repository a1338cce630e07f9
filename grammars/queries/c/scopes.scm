(parameter_declaration type: (_) @binding.type declarator: [
  (identifier) @binding.name
  (pointer_declarator declarator: (identifier) @binding.name)
  (pointer_declarator declarator: (pointer_declarator declarator: (identifier) @binding.name))
  (array_declarator declarator: (identifier) @binding.name)
  (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @binding.name)))
])
(compound_statement (declaration type: (_) @binding.type declarator: [
  (identifier) @binding.name
  (pointer_declarator declarator: (identifier) @binding.name)
  (pointer_declarator declarator: (pointer_declarator declarator: (identifier) @binding.name))
  (array_declarator declarator: (identifier) @binding.name)
  (function_declarator declarator: (parenthesized_declarator (pointer_declarator declarator: (identifier) @binding.name)))
  (init_declarator declarator: (identifier) @binding.name value: (_) @binding.value)
  (init_declarator declarator: (pointer_declarator declarator: (identifier) @binding.name) value: (_) @binding.value)
  (init_declarator declarator: (pointer_declarator declarator: (pointer_declarator declarator: (identifier) @binding.name)))
  (init_declarator declarator: (array_declarator declarator: (identifier) @binding.name))
]))
(for_statement initializer: (declaration type: (_) @binding.type declarator: [
  (init_declarator declarator: (identifier) @binding.name)
  (init_declarator declarator: (pointer_declarator declarator: (identifier) @binding.name))
]))
(case_statement (declaration type: (_) @binding.type declarator: (init_declarator declarator: [(identifier) @binding.name (pointer_declarator declarator: (identifier) @binding.name)])))
(preproc_params (identifier) @binding.name)
