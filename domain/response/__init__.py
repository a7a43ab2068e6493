"""What images say: sums, mRECIST and RECIST 1.1, new lesions, progression."""
