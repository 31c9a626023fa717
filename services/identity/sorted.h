// Keeps a repeated field of a row sorted, so that equal rows are equal bytes.
#pragma once

#include <google/protobuf/repeated_field.h>

#include <algorithm>
#include <utility>

namespace goldthread::identity {

// Puts `item` where it belongs in a sorted repeated field.
template <class Item, class Order>
void InsertSorted(google::protobuf::RepeatedPtrField<Item>* items, Item item, Order order) {
  const auto at = std::upper_bound(items->begin(), items->end(), item, order);
  const auto index = at - items->begin();
  *items->Add() = std::move(item);
  std::rotate(items->begin() + index, items->end() - 1, items->end());
}

}  // namespace goldthread::identity
