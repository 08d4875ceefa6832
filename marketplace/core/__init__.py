"""The ground floor: knows no word of the business."""
