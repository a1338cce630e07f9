(call_expression . (simple_identifier) @reference.call (call_suffix (value_arguments)? @arguments))
(call_expression . (navigation_expression target: (_) @receiver suffix: (navigation_suffix suffix: (simple_identifier) @reference.call)) (call_suffix (value_arguments)? @arguments))
(constructor_expression constructed_type: (user_type (type_identifier) @reference.call .) (constructor_suffix (value_arguments)? @arguments))
(constructor_expression constructed_type: (user_type (type_identifier) @reference.call . (type_arguments)) (constructor_suffix (value_arguments)? @arguments))
(call_expression . (prefix_expression operation: "." @receiver target: (simple_identifier) @reference.call) (call_suffix (value_arguments)? @arguments))
(prefix_expression operation: "." @receiver target: (simple_identifier) @reference.value)
(pattern "." @receiver . (simple_identifier) @reference.value)
(macro_invocation (simple_identifier) @reference.macro)

(inheritance_specifier inherits_from: (user_type (type_identifier) @reference.extends))
(attribute (user_type (type_identifier) @reference.type))
(type_identifier) @reference.type
(navigation_expression target: (_) @receiver suffix: (navigation_suffix suffix: (simple_identifier) @reference.value))
(value_argument_label (simple_identifier) @ignore)
(simple_identifier) @reference.value
