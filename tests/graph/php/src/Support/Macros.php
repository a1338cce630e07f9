<?php

namespace App\Support;

trait Macros
{
    public function call(string $name): string
    {
        return $this->resolve($name); //^ #Macros.resolve
    }

    private function resolve(string $name): string
    {
        return normalize($name); //^ src/Support/helpers.php#normalize
    }
}
