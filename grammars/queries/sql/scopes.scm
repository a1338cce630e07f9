(relation alias: (identifier) @binding.name)
(function_argument . (identifier) @binding.name)
