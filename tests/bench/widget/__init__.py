"""What the figures of the widget share: a bare page that it is opened on, and runs to show."""
