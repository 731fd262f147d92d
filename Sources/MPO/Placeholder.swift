// MPO
