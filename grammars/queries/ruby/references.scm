(call receiver: (_)? @receiver method: [(identifier) (constant)] @reference.call arguments: (_)? @arguments)
(call receiver: [(constant) (scope_resolution)] @reference.call method: (identifier) @_new arguments: (_)? @arguments (#eq? @_new "new"))
((call receiver: (_) method: (identifier) @ignore) (#eq? @ignore "new"))

(superclass [(constant) @reference.extends (scope_resolution scope: (_) @receiver name: (constant) @reference.extends)])
((call !receiver method: (identifier) @_mixin arguments: (argument_list [(constant) @reference.implements (scope_resolution scope: (_) @receiver name: (constant) @reference.implements)]))
  (#any-of? @_mixin "include" "extend" "prepend"))

(scope_resolution scope: (_) @receiver name: (constant) @reference.type)
(constant) @reference.type
(instance_variable) @reference.value
(class_variable) @reference.value
(block_argument (simple_symbol) @reference.call)
(identifier) @reference.value
