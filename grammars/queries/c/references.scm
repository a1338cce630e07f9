(call_expression function: (identifier) @reference.call arguments: (_) @arguments)
(call_expression function: (field_expression argument: (_) @receiver field: (field_identifier) @reference.call) arguments: (_) @arguments)
(call_expression function: (parenthesized_expression (pointer_expression argument: (identifier) @reference.call)) arguments: (_) @arguments)

(type_identifier) @reference.type
(field_expression argument: (_) @receiver field: (field_identifier) @reference.value)
(field_designator "." @receiver (field_identifier) @reference.value)
(preproc_ifdef name: (identifier) @reference.value)
(preproc_arg) @tokens
(identifier) @reference.value
