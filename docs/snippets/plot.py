import torch
from plotly.subplots import make_subplots  # pip install plotly

x = torch.arange(-20.0, 21.0)
y = 5 * x * x
params = torch.tensor([1.0, 2.0, 3.0]).requires_grad_()
losses = []
for _ in range(1000):
    fitted = params[0] * x * x + params[1] * x + params[2]
    loss = ((fitted - y) ** 2).sum()
    losses.append(loss.item())
    loss.backward()
    params.data -= 1e-7 * params.grad
    params.grad = None

figure = make_subplots(cols=2, subplot_titles=["fit", "loss"])
points = {"x": x.tolist(), "y": y.tolist(), "mode": "markers"}
figure.add_scatter(**points, name="data", row=1, col=1)
figure.add_scatter(
    x=x.tolist(), y=fitted.tolist(), name="fit", row=1, col=1
)
figure.add_scatter(y=losses, name="loss", row=1, col=2)
figure.update_yaxes(type="log", row=1, col=2)
figure.update_xaxes(title_text="step", row=1, col=2)
figure.write_html("fit_and_loss.html")  # figure.show() in a notebook
print("open fit_and_loss.html in a browser")
