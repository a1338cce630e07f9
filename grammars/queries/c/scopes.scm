(parameter_declaration) @binding
(preproc_params (identifier) @binding.name)
