<?php

namespace App\Http;

use App\Support\Bag;

class Request
{
    private Bag $query; //^ src/Support/Bag.php#Bag

    public function __construct(array $query)
    {
        $this->query = new Bag($query); //^ src/Support/Bag.php#Bag
    }

    public function get(string $key): ?string
    {
        return $this->query->get($key); //^ src/Support/Bag.php#Bag.get
    }

    public static function capture(): self
    {
        return new self($_GET);
    }
}
