(class_definition name: (identifier) @name class_parameters: (_)? @params body: (_)? @body) @definition.class
(object_definition name: (identifier) @name body: (_)? @body) @definition.class
(package_object name: (identifier) @name body: (_)? @body) @definition.module
(trait_definition name: (identifier) @name body: (_)? @body) @definition.trait
(enum_definition name: (identifier) @name body: (_) @body) @definition.enum
(simple_enum_case name: (identifier) @name) @definition.variant
(full_enum_case name: (identifier) @name) @definition.variant
(type_definition name: (type_identifier) @name) @definition.type
(given_definition name: (identifier) @name) @definition.variable

(function_definition name: (_) @name . parameters: (parameters)? @params return_type: (_)? @type body: (_) @body) @definition.function
(function_declaration name: (_) @name . parameters: (parameters)? @params return_type: (_)? @type) @definition.function
(extension_definition parameters: (parameters (parameter type: (type_identifier) @owner)) body: (function_definition name: (_) @name) @definition.method)

(class_parameters (class_parameter name: (identifier) @name type: (_)? @type) @definition.field)
(template_body (val_definition pattern: (identifier) @name type: (_)? @type value: (_) @binding.value) @definition.field)
(template_body (var_definition pattern: (identifier) @name type: (_)? @type value: (_) @binding.value) @definition.field)
(template_body (val_declaration name: (identifier) @name type: (_) @type) @definition.field)
(template_body (var_declaration name: (identifier) @name type: (_) @type) @definition.field)
(compilation_unit (val_definition pattern: (identifier) @name type: (_)? @type value: (_) @binding.value) @definition.variable)

(access_modifier "private" @private)
