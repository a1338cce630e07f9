(function_call name: (identifier) @reference.call arguments: (_) @arguments)
(function_call name: (dot_index_expression table: (_) @receiver field: (identifier) @reference.call) arguments: (_) @arguments)
(function_call name: (method_index_expression table: (_) @receiver method: (identifier) @reference.call) arguments: (_) @arguments)
(dot_index_expression table: (_) @receiver field: (identifier) @reference.value)
(field name: (identifier) @ignore)
(identifier) @reference.value
