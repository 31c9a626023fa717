#include "services/vocabulary/record_ref.h"

namespace goldthread {

v1::RecordRef ToRef(const RecordId& record) {
  v1::RecordRef ref;
  ref.set_feed(record.feed);
  ref.set_record(record.record);
  return ref;
}

RecordId FromRef(const v1::RecordRef& ref) { return {ref.feed(), ref.record()}; }

std::string TextOf(const v1::RecordRef& ref) { return FromRef(ref).Text(); }

}  // namespace goldthread
