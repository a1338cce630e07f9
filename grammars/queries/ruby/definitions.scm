(class name: [(constant) @name (scope_resolution name: (constant) @name)] body: (_)? @body) @definition.class
(module name: [(constant) @name (scope_resolution name: (constant) @name)] body: (_)? @body) @definition.trait
(method) @definition.function
(singleton_method) @definition.method
(alias name: (identifier) @name) @definition.method
(assignment left: (constant) @name right: (_) @binding.value) @definition.constant
((call !receiver method: (identifier) @_macro arguments: (argument_list (simple_symbol) @name)) @definition.field
  (#any-of? @_macro "attr_accessor" "attr_reader" "attr_writer" "attribute" "belongs_to" "has_many" "has_one"))
((call !receiver method: (identifier) @_macro arguments: (argument_list . (simple_symbol) @name)) @definition.method
  (#any-of? @_macro "scope" "define_method" "delegate"))
(assignment left: (class_variable) @name) @definition.field
(assignment left: (instance_variable) @name right: (_) @binding.value) @definition.field
