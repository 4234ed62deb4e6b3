#pragma once
// res_nquery and the ns_ functions are macros or take structures that Swift sees as tuples of
// hundreds of fields.
#include <netinet/in.h>
#include <arpa/nameser.h>
#include <resolv.h>
#include <netdb.h>
#include <stdint.h>
#include <string.h>

// The bytes of the answer; -1 without one, with the reason (h_errno's values) in *reason.
static inline int cardferry_query_srv(const char *name, uint8_t *answer, int size, int *reason) {
  struct __res_state state;
  memset(&state, 0, sizeof state);
  if (res_ninit(&state) != 0) {
    *reason = NO_RECOVERY;
    return -1;
  }
  int length = res_nquery(&state, name, ns_c_in, ns_t_srv, answer, size);
  *reason = state.res_h_errno;
  res_nclose(&state);
  return length > size ? size : length;
}

// How many records the answer section has; -1 where the bytes are no answer.
static inline int cardferry_answer_count(const uint8_t *answer, int size) {
  ns_msg message;
  if (ns_initparse(answer, size, &message) != 0) return -1;
  return ns_msg_count(message, ns_s_an);
}

// Reads one record of the answer section: 1 for an SRV record (RFC 2782), 0 for another, -1 where
// it is broken.
static inline int cardferry_srv_record(
    const uint8_t *answer, int size, int index, uint16_t *priority, uint16_t *weight,
    uint16_t *port, char *target, int target_size) {
  ns_msg message;
  ns_rr record;
  if (ns_initparse(answer, size, &message) != 0) return -1;
  if (ns_parserr(&message, ns_s_an, index, &record) != 0) return -1;
  if (ns_rr_type(record) != ns_t_srv || ns_rr_class(record) != ns_c_in) return 0;
  if (ns_rr_rdlen(record) < 7) return -1;
  const uint8_t *data = ns_rr_rdata(record);
  *priority = ns_get16(data);
  *weight = ns_get16(data + 2);
  *port = ns_get16(data + 4);
  return dn_expand(answer, answer + size, data + 6, target, target_size) < 0 ? -1 : 1;
}
