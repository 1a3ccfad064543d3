import sgd_tutorial as sgd

x, y = sgd.notebook_data()
guesses = [1.0, 2.0, 3.0]
run = sgd.fit(
    sgd.quadratic, guesses, x, y, learning_rate=1e-7, steps=10_002
)
print(run)
