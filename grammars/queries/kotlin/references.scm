(call_expression . (identifier) @reference.call (value_arguments)? @arguments)
(call_expression . (navigation_expression (_) @receiver . (identifier) @reference.call .) (value_arguments)? @arguments)
(infix_expression (_) @receiver . (identifier) @reference.call . (_))
(callable_reference (identifier) @reference.call .)
(callable_reference (user_type) @receiver (identifier) @reference.call .)

(delegation_specifier (constructor_invocation (user_type (identifier) @reference.extends .)))
(delegation_specifier (constructor_invocation (user_type (identifier) @reference.extends . (type_arguments))))
(delegation_specifier (user_type (identifier) @reference.implements .))
(delegation_specifier (user_type (identifier) @reference.implements . (type_arguments)))
(delegation_specifier (explicit_delegation . (user_type (identifier) @reference.implements .)))

(user_type (identifier) @reference.type)
(navigation_expression (_) @receiver . (identifier) @reference.value .)
(identifier) @reference.value
(value_argument . (identifier) @ignore . "=")
