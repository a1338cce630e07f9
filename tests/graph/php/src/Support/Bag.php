<?php

namespace App\Support;

class Bag implements Countable //^ src/Support/Countable.php#Countable
{
    use Macros; //^ src/Support/Macros.php#Macros

    public function __construct(private array $items)
    {
    }

    public function get(string $key): ?string
    {
        return $this->items[normalize($key)] ?? null; //^ src/Support/helpers.php#normalize
    }

    public function count(): int
    {
        return count($this->items); //^ !count
    }
}
